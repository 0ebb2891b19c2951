-- Writes down who is to be told a message: everybody whose registration is paid, at their own
-- address, or at that of their order where they have none; each address once, in the language of
-- its person if the message is in it. Returns how many there are.
create or replace function sales.insert_recipients(p_message sales.participant_messages)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_only text := case
    when not p_message.texts ? 'nl' then 'en'
    when not p_message.texts ? 'en' then 'nl'
  end;
  v_count integer;
begin
  insert into sales.message_recipients (org_id, message_id, email, language, name)
  select distinct on (f.email) p_message.org_id, p_message.id, f.email,
    coalesce(v_only, f.language), f.name
  from (
    select
      r.id,
      p.email is not null as is_own,
      lower(coalesce(p.email, o.email)) as email,
      case when p.email is null then o.language else coalesce(p.language, o.language) end
        as language,
      case when p.email is null then o.purchaser_name else p.first_name end as name
    from sales.registrations as r
    join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    where r.org_id = p_message.org_id and r.event_id = p_message.event_id and r.status = 'paid'
      and (p_message.ticket_type_id is null or r.ticket_type_id = p_message.ticket_type_id)
      and (p_message.wave_id is null or r.wave_id = p_message.wave_id)
  ) as f
  order by f.email, f.is_own desc, f.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function sales.insert_recipients(sales.participant_messages) from public;
