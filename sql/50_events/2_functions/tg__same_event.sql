-- Refuses a row that ties something of one event to a ticket type of another, or to one that is
-- deleted: a product, or the ticket types of a promo code or a wave. After the policies had their
-- say, so that nobody learns here what another org has. Raises ticket_type_not_found.
create or replace function events.tg__same_event()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_new jsonb := to_jsonb(new);
  v_event_id uuid;
begin
  v_event_id := case tg_table_name
    when 'products' then (v_new ->> 'event_id')::uuid
    when 'promo_code_ticket_types' then (
      select c.event_id from events.promo_codes as c
      where c.org_id = new.org_id and c.id = (v_new ->> 'promo_code_id')::uuid
    )
    when 'wave_ticket_types' then (
      select w.event_id from events.waves as w
      where w.org_id = new.org_id and w.id = (v_new ->> 'wave_id')::uuid
    )
  end;
  if new.ticket_type_id is not null and not exists (
    select 1 from events.ticket_types as t
    where t.org_id = new.org_id and t.id = new.ticket_type_id
      and t.event_id = v_event_id and t.deleted_at is null
  ) then
    perform core.fail('ticket_type_not_found', jsonb_build_object(
      'ticket_type_id', new.ticket_type_id, 'event_id', v_event_id));
  end if;
  return null;
end
$$;
revoke all on function events.tg__same_event() from public;
