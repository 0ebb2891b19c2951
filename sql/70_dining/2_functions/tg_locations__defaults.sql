-- Gives each new location its settings, the policy set Standaard, and the ticket Regular.
create or replace function dining.tg_locations__defaults()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_policy_set_id uuid;
begin
  insert into dining.reservation_settings (org_id, location_id) values (new.org_id, new.id);
  insert into dining.policy_sets (org_id, location_id, name)
  values (new.org_id, new.id, 'Standaard')
  returning id into v_policy_set_id;
  insert into dining.tickets (
    org_id, location_id, name, short_name, duration_minutes, policy_set_id, is_default
  ) values (new.org_id, new.id, 'Regular', 'REG', 120, v_policy_set_id, true);
  return null;
end
$$;
revoke all on function dining.tg_locations__defaults() from public;
