-- All that staff with reservations.read see of a reservation: what reservation_line() says and
-- location, shift, customer (with what is known of their visits), terms, refund_amount (what would
-- go back if it were cancelled now, in cents), may (the statuses to which it may go now),
-- risk_factors, how it ended, and its mails. Payments, refunds and chargebacks are there for those
-- with payments.read, the history for those with audit.read; for others they are null. Raises
-- missing_field, and what tenancy.authorise() raises.
create or replace function dining.reservation_detail(p_reservation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
  v_location dining.locations;
begin
  perform core.require_id('reservation_id', p_reservation_id);
  select r.* into v_row from dining.reservations as r where r.id = p_reservation_id;
  perform tenancy.authorise(v_row.org_id, 'reservations.read', 'reservation', p_reservation_id);
  v_location := dining.location_of(v_row);
  return (
    select l.line || jsonb_build_object(
      'org_id', v_row.org_id,
      'location', jsonb_build_object(
        'location_id', v_location.id, 'name', v_location.name, 'time_zone', v_location.time_zone),
      'shift', jsonb_build_object('shift_id', s.id, 'name', s.name),
      'customer', case when c.id is not null then jsonb_build_object(
        'customer_id', c.id, 'first_name', c.first_name, 'last_name', c.last_name,
        'email', c.email, 'phone_number', c.phone_number, 'language', c.language,
        'total_visits', c.total_visits, 'no_show_count', c.no_show_count,
        'cancel_count', c.cancel_count, 'avg_spend_per_visit', c.avg_spend_per_visit,
        'first_visit_at', c.first_visit_at, 'last_visit_at', c.last_visit_at, 'tags', c.tags,
        'preferences', c.preferences, 'notes', c.notes) end,
      'language', v_row.language,
      'terms', v_row.terms,
      'payment_amount', v_row.payment_amount,
      'refund_amount', dining.refund_due(v_row),
      'may', dining.allowed_transitions(v_row),
      'risk_factors', v_row.risk_factors,
      'created_by', v_row.created_by,
      'seated_at', v_row.seated_at,
      'completed_at', v_row.completed_at,
      'no_show_at', v_row.no_show_at,
      'cancelled_at', v_row.cancelled_at,
      'cancelled_by', v_row.cancelled_by,
      'cancellation_reason', v_row.cancellation_reason,
      'mails', sales.mails_of(v_row.org_id, 'reservation:' || v_row.id),
      'history', case when tenancy.may(v_row.org_id, 'audit.read')
        then dining.reservation_history(v_row) end)
    || case when tenancy.may(v_row.org_id, 'payments.read')
      then payments.money_of(v_row.org_id, v_row.id)
      else '{"payments": null, "refunds": null, "chargebacks": null}' end
    from dining.reservation_lines(
      v_location, v_row.reservation_date, v_row.reservation_date, array[v_row.id]) as l
    join dining.shifts as s on s.org_id = v_row.org_id and s.id = v_row.shift_id
    left join dining.customers as c on c.org_id = v_row.org_id and c.id = v_row.customer_id
  );
end
$$;
revoke all on function dining.reservation_detail(uuid) from public;
grant execute on function dining.reservation_detail(uuid) to authenticated;
