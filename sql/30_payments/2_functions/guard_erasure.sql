-- Says what money under way keeps a person from being erased (tenancy.erasure_guards): payments and
-- refunds that have not ended, and decisions that wait.
create or replace function payments.guard_erasure(p_subject tenancy.subject)
  returns table (what text, count bigint)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return query
    select 'open payments', count(*)
    from payments.payments as p
    where p.org_id = p_subject.org_id and p.payable_id = any (p_subject.ids)
      and p.status in ('created', 'open', 'pending', 'authorized')
    union all
    select 'refunds under way', count(*)
    from payments.refunds as r
    where r.org_id = p_subject.org_id and r.payable_id = any (p_subject.ids)
      and r.status in ('pending', 'queued', 'processing')
    union all
    select 'payments in review', count(*)
    from payments.payment_reviews as v
    join payments.payments as p on p.org_id = v.org_id and p.id = v.payment_id
    where p.org_id = p_subject.org_id and p.payable_id = any (p_subject.ids)
      and v.resolved_at is null;
end
$$;
revoke all on function payments.guard_erasure(tenancy.subject) from public;
