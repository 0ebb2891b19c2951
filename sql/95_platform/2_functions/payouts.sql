-- requires: settlement_json
-- What the provider pays out to all orgs, for platform admins: how much by status, and the
-- settlements of one org, in one status, or that nothing explains in full (`p_unexplained`), the
-- latest first, a page at a time. Returns {by_status: {status: {settlements, amount}}, settlements:
-- see settlement_json(), next_offset}. Raises invalid_field, and what require_platform_admin()
-- raises.
create or replace function platform.payouts(
  p_org_id uuid,
  p_status text,
  p_unexplained boolean,
  p_offset integer,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_offset integer := coalesce(p_offset, 0);
  v_found jsonb[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  perform core.require_range('offset', v_offset, 0, 1000000);
  if p_status <> all (enum_range(null::payments.settlement_status)::text[]) then
    perform core.fail('invalid_field', '{"field": "status", "reason": "there is no such status"}');
  end if;
  v_found := array(
    select platform.settlement_json(s)
    from payments.settlements as s
    where (p_org_id is null or s.org_id = p_org_id)
      and (p_status is null or s.status::text = p_status)
      and (
        p_unexplained is not true
        or s.lines_fetched_at is not null and s.amount <> (
          select coalesce(sum(l.amount), 0)
          from payments.settlement_lines as l
          where l.org_id = s.org_id and l.settlement_id = s.id and l.kind <> 'other'))
    order by s.provider_created_at desc, s.id desc
    offset v_offset
    limit v_limit + 1);
  return jsonb_build_object(
    'by_status', (
      select coalesce(jsonb_object_agg(b.status, jsonb_build_object(
        'settlements', b.settlements, 'amount', b.amount)), '{}')
      from (
        select s.status, count(*) as settlements, sum(s.amount) as amount
        from payments.settlements as s
        where p_org_id is null or s.org_id = p_org_id
        group by s.status
      ) as b),
    'settlements', to_jsonb(v_found[:v_limit]),
    'next_offset', case when cardinality(v_found) > v_limit then v_offset + v_limit end);
end
$$;
revoke all on function platform.payouts(uuid, text, boolean, integer, integer) from public;
grant execute on function platform.payouts(uuid, text, boolean, integer, integer)
  to authenticated;
