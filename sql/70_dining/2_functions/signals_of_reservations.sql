-- Reservations that deserve attention: within a week, those that are likely no-shows, have no table
-- yet, or whose deposit a bank took back; and options and unpaid deposits that end within a day.
create or replace function dining.signals_of_reservations(p_location dining.locations)
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 50
as $$
declare
  v_now constant timestamptz := core.clock();
  v_today constant date := (v_now at time zone p_location.time_zone)::date;
begin
  return query
    with near as materialized (
      select r
      from dining.reservations as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.reservation_date between v_today - 1 and v_today + 7
        and r.status in ('pending_payment', 'option', 'confirmed', 'seated')
        and r.ends_at > v_now and dining.is_live(r, v_now)
    ),
    pending as (
      select r
      from dining.reservations as r
      where r.org_id = p_location.org_id and r.location_id = p_location.id
        and r.status in ('pending_payment', 'option')
        and r.due_at > v_now and r.due_at <= v_now + interval '1 day'
    ),
    found as (
      select
        n.r, 'risky_reservation' as kind, (n.r).created_at as since, (n.r).starts_at as until,
        format('A no-show is likely (%s %%).', round((n.r).no_show_risk_score * 100)) as reason
      from near as n
      where (n.r).no_show_risk_score > 0.6 and (n.r).status in ('option', 'confirmed')
        and (n.r).starts_at > v_now
      union all
      select
        n.r, 'unassigned_table', (n.r).created_at, (n.r).starts_at,
        format('A party of %s has no table yet.', (n.r).party_size)
      from near as n
      where num_nonnulls((n.r).table_id, (n.r).table_group_id) = 0
      union all
      select
        n.r, 'unpaid_deposit', b.received_at, (n.r).starts_at, 'A bank took the deposit back.'
      from near as n
      cross join lateral (
        select max(c.received_at) as received_at
        from payments.chargebacks as c
        where c.org_id = (n.r).org_id and c.payable_id = (n.r).id and c.reversed_at is null
      ) as b
      where (n.r).badges ? 'deposit_disputed'
      union all
      select
        p.r, case (p.r).status when 'option' then 'expiring_option' else 'unpaid_deposit' end,
        greatest((p.r).created_at, (p.r).due_at - interval '1 day'), (p.r).due_at,
        case (p.r).status
          when 'option' then 'The option has not been confirmed, and ends.'
          else 'The deposit has not been paid, and the table is given up.'
        end
      from pending as p
    )
    select dining.signal(
      f.kind, f.reason, 'reservation', (f.r).id, f.since, f.until,
      jsonb_build_object(
        'reservation_number', (f.r).reservation_number, 'status', (f.r).status,
        'reservation_date', (f.r).reservation_date, 'starts_at', (f.r).starts_at,
        'party_size', (f.r).party_size, 'amount', ((f.r).terms ->> 'amount')::integer,
        'no_show_risk_score', (f.r).no_show_risk_score,
        'risk_factors', case f.kind when 'risky_reservation' then (f.r).risk_factors end,
        'guest', c.last_name))
    from found as f
    left join dining.customers as c on c.org_id = (f.r).org_id and c.id = (f.r).customer_id;
end
$$;
revoke all on function dining.signals_of_reservations(dining.locations) from public;
