-- What the payment provider took in for each event of an org, and what is left of it; for staff
-- with payments.read, the latest events first, at most 200. Money that came past the provider is in
-- none of it. In cents:
--   tickets_sold     tickets that are valid or used, however they were sold
--   gross            what was captured; of it service_fee is what buyers paid for the service
--   platform_fee     what the platform took of it, fee_credits what it owes back of that
--   refunds, chargebacks, provider_costs    what went back, was taken back, and what it cost
--   net              gross + fee_credits - platform_fee - refunds - chargebacks - provider_costs
--   paid_out         what of it is in settlements that were paid out
-- Raises missing_field, and what tenancy.authorise() raises.
create or replace function sales.event_payouts(p_org_id uuid)
  returns table (
    event_id uuid, title text, starts_at timestamptz, currency text, tickets_sold bigint,
    gross bigint, service_fee bigint, platform_fee bigint, refunds bigint, chargebacks bigint,
    fee_credits bigint, provider_costs bigint, net bigint, paid_out bigint
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'payments.read');
  return query
    with chosen as (
      select e.* from events.events as e
      where e.org_id = p_org_id and e.deleted_at is null
      order by e.starts_at desc, e.id
      limit 200
    ), money as (
      select m.* from sales.provider_money(p_org_id, array(select c.id from chosen as c)) as m
    )
    select c.id, c.title, c.starts_at, coalesce(m.currency, 'EUR'), (
        select count(*) from sales.ticket_instances as t
        where t.org_id = c.org_id and t.event_id = c.id and t.status in ('valid', 'used')
      ),
      coalesce(m.gross, 0), coalesce(m.service_fee, 0), coalesce(m.platform_fee, 0),
      coalesce(m.refunds, 0), coalesce(m.chargebacks, 0), coalesce(m.fee_credits, 0),
      coalesce(m.provider_costs, 0),
      coalesce(m.gross + m.fee_credits - m.platform_fee - m.refunds - m.chargebacks
        - m.provider_costs, 0),
      coalesce(m.paid_out, 0)
    from chosen as c
    left join money as m on m.event_id = c.id
    order by c.starts_at desc, c.id, m.currency;
end
$$;
revoke all on function sales.event_payouts(uuid) from public;
grant execute on function sales.event_payouts(uuid) to authenticated;
