-- Raises already_registered when somebody has a place of the same ticket type already: the same
-- participant, or the same name with the same e-mail address. An address alone is not enough, since
-- parents enter children with their own. Two claims of one person wait for each other here.
create or replace function sales.refuse_registered(
  p_registration sales.registrations,
  p_entry sales.entry
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := p_entry.participant ->> 'email';
  v_first text := p_entry.participant ->> 'first_name';
  v_last text := p_entry.participant ->> 'last_name';
begin
  if p_entry.participant_id is not null then
    select p.email, p.first_name, p.last_name into v_email, v_first, v_last
    from sales.participants as p
    where p.org_id = p_registration.org_id and p.id = p_entry.participant_id;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(
    concat_ws(':', 'entry', p_registration.event_id, lower(coalesce(v_email, v_last))), 0));
  if exists (
    select 1
    from sales.registrations as r
    join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    where r.org_id = p_registration.org_id and r.event_id = p_registration.event_id
      and r.ticket_type_id = p_registration.ticket_type_id and r.status in ('pending', 'paid')
      and (
        p.id = p_entry.participant_id
        or (
          p.email = v_email
          and lower(p.first_name) = lower(v_first) and lower(p.last_name) = lower(v_last)
        )
      )
  ) then
    perform core.fail('already_registered', jsonb_build_object(
      'event_id', p_registration.event_id, 'ticket_type_id', p_registration.ticket_type_id));
  end if;
end
$$;
revoke all on function sales.refuse_registered(sales.registrations, sales.entry) from public;
