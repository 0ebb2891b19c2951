-- The part of swap_options() about swaps, or about deferrals: {reason, event, options}; with a
-- reason why there are none.
create or replace function sales.change_options(
  p_sold sales.orders,
  p_ticket sales.ticket_instances,
  p_registration sales.registrations,
  p_purpose sales.order_purpose
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_order sales.orders;
  v_detail text;
begin
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_ticket.org_id and e.id = p_ticket.event_id;
  begin
    perform sales.guard_change_offered(v_event, p_purpose);
    if p_ticket.status <> 'valid' or p_ticket.blocked_at is not null then
      perform core.fail('ticket_not_changeable', jsonb_build_object(
        'ticket_instance_id', p_ticket.id, 'reason', 'it is ' || p_ticket.status));
    end if;
    perform sales.guard_single_place(p_ticket, p_ticket.ticket_type_id);
    v_event := case p_purpose when 'swap' then sales.find_event_on_sale(v_event.id)
      else sales.next_edition(v_event) end;
  exception when sqlstate 'PT403' or sqlstate 'PT404' or sqlstate 'PT409' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return jsonb_build_object(
      'reason', v_detail::jsonb ->> 'code', 'event', null, 'options', jsonb_build_array());
  end;
  v_order.purpose := p_purpose;
  v_order.language := p_sold.language;
  return jsonb_build_object(
    'reason', null,
    'event', jsonb_build_object(
      'event_id', v_event.id, 'title', v_event.title, 'slug', v_event.slug,
      'starts_at', v_event.starts_at),
    'options', (
      select coalesce(jsonb_agg(
        sales.change_option(v_order, v_event, p_sold, p_ticket, p_registration, t)
        order by t.sort_order, t.name, t.id), '[]')
      from events.ticket_types as t
      where t.org_id = v_event.org_id and t.event_id = v_event.id and t.is_active
        and t.deleted_at is null and t.team_max is null
    ));
end
$$;
revoke all on function sales.change_options(
  sales.orders, sales.ticket_instances, sales.registrations, sales.order_purpose
) from public;
