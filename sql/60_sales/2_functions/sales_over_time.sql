-- What was sold of each ticket type of an event per hour, day or week (from Monday) of its time
-- zone, for staff with orders.read; `amount` is null without payments.read. Without `p_from` it
-- begins with the first sale, without `p_to` it ends with the last; hours in which nothing was sold
-- are there, with zeros. What replaces a ticket is no sale. Raises missing_field, invalid_field,
-- and what tenancy.authorise() raises.
create or replace function sales.sales_over_time(
  p_event_id uuid,
  p_bucket text,
  p_from timestamptz,
  p_to timestamptz
)
  returns table (
    starts_at timestamptz,
    ticket_type_id uuid,
    ticket_type text,
    tickets bigint,
    amount bigint
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  c_most constant integer := 3000;
  v_event events.events := sales.authorise_event(p_event_id, 'orders.read');
  v_sees_money boolean := tenancy.may(v_event.org_id, 'payments.read');
  v_zone text := v_event.time_zone;
  v_bucket text := coalesce(p_bucket, 'day');
  v_first timestamptz;
  v_last timestamptz;
begin
  if v_bucket not in ('hour', 'day', 'week') then
    perform core.fail('invalid_field', '{"field": "bucket", "reason": "it is not hour, day or week"}');
  end if;
  select coalesce(p_from, min(o.paid_at)), coalesce(p_to, max(o.paid_at) + interval '1 microsecond')
  into v_first, v_last
  from sales.orders as o
  where o.org_id = v_event.org_id and o.event_id = v_event.id and o.paid_at is not null;
  if not isfinite(v_first) or not isfinite(v_last)
    or v_last - v_first > c_most * ('1 ' || v_bucket)::interval
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'from', 'reason', format('from there are more than %s to the end', c_most)));
  end if;
  v_first := date_trunc(v_bucket, v_first, v_zone);
  return query
    with buckets as (
      -- Hours go by the clock of the world; days and weeks are those of the place.
      select h as starts_at, h + interval '1 hour' as ends_at
      from generate_series(v_first, v_last, interval '1 hour') as h
      where v_bucket = 'hour' and h < v_last
      union all
      select d at time zone v_zone, (d + ('1 ' || v_bucket)::interval) at time zone v_zone
      from generate_series(
        v_first at time zone v_zone, v_last at time zone v_zone, ('1 ' || v_bucket)::interval) as d
      where v_bucket <> 'hour' and d at time zone v_zone < v_last
    ), sold as (
      select
        case v_bucket
          when 'hour' then date_bin('1 hour', o.paid_at, v_first)
          else date_trunc(v_bucket, o.paid_at, v_zone)
        end as starts_at,
        l.ticket_type_id, sum(l.quantity) as tickets, sum(l.total_amount) as amount
      from sales.orders as o
      join sales.order_items as l on l.org_id = o.org_id and l.order_id = o.id
      where o.org_id = v_event.org_id and o.event_id = v_event.id and o.purpose = 'sale'
        and o.paid_at >= v_first and o.paid_at >= coalesce(p_from, v_first) and o.paid_at < v_last
        and l.kind = 'ticket'
      group by 1, 2
    )
    select b.starts_at, t.id, t.name, coalesce(s.tickets, 0)::bigint,
      case when v_sees_money then coalesce(s.amount, 0)::bigint end
    from buckets as b
    cross join events.ticket_types as t
    left join sold as s on s.starts_at = b.starts_at and s.ticket_type_id = t.id
    where t.org_id = v_event.org_id and t.event_id = v_event.id
      and (t.deleted_at is null or exists (select from sold as x where x.ticket_type_id = t.id))
    order by b.starts_at, t.sort_order, t.name, t.id;
end
$$;
revoke all on function sales.sales_over_time(uuid, text, timestamptz, timestamptz) from public;
grant execute on function sales.sales_over_time(uuid, text, timestamptz, timestamptz)
  to authenticated;
