-- Of what a signed-in buyer enters, the first entry that describes themselves becomes their
-- profile: it has their own e-mail address, and the name of their profile or, as long as there is
-- none, that of the purchaser. An address alone is not enough, since parents enter children with
-- their own.
create or replace function sales.link_profile(p_order sales.orders, p_entries sales.entry[])
  returns sales.entry[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := (select lower(u.email) from auth.users as u where u.id = p_order.user_id);
  v_name text;
  v_given jsonb;
begin
  for v_index in 1..cardinality(p_entries) loop
    v_given := p_entries[v_index].participant;
    continue when v_given ->> 'email' is distinct from v_email or v_email is null;
    v_name := coalesce(v_name, lower(coalesce((
      select p.first_name || ' ' || p.last_name
      from sales.participants as p
      where p.org_id = p_order.org_id and p.user_id = p_order.user_id and p.deleted_at is null
    ), p_order.purchaser_name)));
    if lower(concat_ws(' ', v_given ->> 'first_name', v_given ->> 'last_name')) = v_name then
      p_entries[v_index].participant_id := sales.write_profile(
        p_order.org_id, p_order.user_id, v_given || coalesce(p_entries[v_index].details, '{}'));
      return p_entries;
    end if;
  end loop;
  return p_entries;
end
$$;
revoke all on function sales.link_profile(sales.orders, sales.entry[]) from public;
