-- Writes down which user scans with a device.
create or replace function door.note_device(p_scanner door.scanner)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.devices as d (org_id, id, user_id)
  values (p_scanner.org_id, p_scanner.device_id, p_scanner.user_id)
  on conflict (org_id, id) do update
  set user_id = excluded.user_id, terminal_id = null;
end
$$;
revoke all on function door.note_device(door.scanner) from public;
