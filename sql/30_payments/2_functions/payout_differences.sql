-- Where what the provider pays out to an org differs from our payments, for staff with
-- payments.read, the newest first, at most 1000. Amounts in cents. Kinds:
--   unknown         it settled what is not ours (theirs)
--   amount          both have it, with different amounts
--   fee             the platform's fee that it withheld is not the one that was agreed
--   not_settled     ours is older than `payments.payout_days` and in no settlement (ours)
--   unexplained     a settlement withholds or adds what no payment or movement explains (theirs)
--   books           the books have another sum at the provider than the provider
-- Raises missing_field, not_found, not_allowed.
create or replace function payments.payout_differences(p_org_id uuid)
  returns setof payments.payout_difference
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'payments.read');
  return query
    select d.*
    from (
      select s.* from payments.settled_differently(p_org_id) as s
      union all
      select n.* from payments.not_settled(p_org_id) as n
      union all
      select b.* from payments.books_differ(p_org_id) as b
    ) as d
    order by d.occurred_at desc, d.mollie_id
    limit 1000;
end
$$;
revoke all on function payments.payout_differences(uuid) from public;
grant execute on function payments.payout_differences(uuid) to authenticated;
