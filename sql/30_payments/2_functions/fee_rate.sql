-- The platform's fee of what is sold about a subject (an event), in basis points: by the first rule
-- that has an opinion. Every order asks, and planning a query costs more than running it: so all
-- rules stand in one.
create or replace function payments.fee_rate(p_org_id uuid, p_subject_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_rules text;
  v_basis_points integer;
begin
  select string_agg(r.function || '($1, $2)', ', ' order by r.position) into strict v_rules
  from payments.fee_rules as r;
  execute format('select coalesce(%s)', v_rules) into v_basis_points using p_org_id, p_subject_id;
  return v_basis_points;
end
$$;
revoke all on function payments.fee_rate(uuid, uuid) from public;
