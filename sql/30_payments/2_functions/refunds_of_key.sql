-- The refunds that were made with an idempotency key; null when there are none.
create or replace function payments.refunds_of_key(p_org_id uuid, p_key uuid)
  returns payments.refunds[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(r order by n.number)
    from generate_series(1, 10) as n (number)
    join payments.refunds as r
      on r.org_id = p_org_id and r.idempotency_key = payments.part_key(p_key, n.number)
  );
end
$$;
revoke all on function payments.refunds_of_key(uuid, uuid) from public;
