-- Does with reservations what time alone causes: options and unpaid ones end, guests are asked to
-- reconfirm and lose the table for want of it where that is required, no-shows are marked, and who
-- was seated has left. Sweep `dining.reservations`.
create or replace function dining.sweep_reservations(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row record;
  v_count integer := 0;
begin
  for v_row in
    select r.org_id, r.id
    from dining.reservations as r
    where r.due_at <= core.clock()
    order by r.due_at
    limit p_limit
  loop
    perform dining.advance(v_row.org_id, v_row.id);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function dining.sweep_reservations(integer) from public;
