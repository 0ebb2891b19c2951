-- Counts a search in which a guest found nothing to book, by the reason of most of its slots.
-- `closed` and `cut_off` are only the reason where there is no other: every shift has times after
-- which no stay fits, and every evening such as have passed. Without slots it is `closed`, or
-- `not_offered` where no ticket is for a party of this size.
create or replace function dining.note_search(
  p_location dining.locations,
  p_date date,
  p_party_size integer,
  p_channel dining.channel,
  p_slots dining.slot[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_offered boolean;
  v_reason text;
begin
  if not dining.is_guest_channel(p_channel) then
    return;
  end if;
  select
    bool_or(s.available),
    coalesce(
      mode() within group (order by s.reason_code)
      filter (where s.reason_code not in ('closed', 'cut_off')),
      max(s.reason_code))
  into v_is_offered, v_reason
  from unnest(p_slots) as s;
  if v_is_offered then
    return;
  end if;
  if v_reason is null then
    v_reason := case when exists (
      select
      from dining.tickets as t
      where t.org_id = p_location.org_id and t.location_id = p_location.id and t.is_active
        and p_party_size between t.min_party_size and t.max_party_size
    ) then 'closed' else 'not_offered' end;
  end if;
  perform dining.note_refusal(
    p_location, p_date, p_party_size, p_channel, 'search', v_reason);
end
$$;
revoke all on function dining.note_search(
  dining.locations, date, integer, dining.channel, dining.slot[]
) from public;
