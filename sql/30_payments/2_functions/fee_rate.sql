-- The platform's fee of what is sold about a subject (an event), in basis points: by the first rule
-- that has an opinion.
create or replace function payments.fee_rate(p_org_id uuid, p_subject_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_basis_points integer;
begin
  for v_function in select r.function from payments.fee_rules as r order by r.position loop
    execute format('select %s($1, $2)', v_function)
    into v_basis_points using p_org_id, p_subject_id;
    exit when v_basis_points is not null;
  end loop;
  return v_basis_points;
end
$$;
revoke all on function payments.fee_rate(uuid, uuid) from public;
