create or replace function public.override_admission(
  ticket_instance_id uuid default null,
  list_id uuid default null,
  action text default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.override_admission(
    override_admission.ticket_instance_id, override_admission.list_id,
    override_admission.action, override_admission.reason)
$$;
revoke all on function public.override_admission(uuid, uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.override_admission(uuid, uuid, text, text) to authenticated;
comment on function public.override_admission(uuid, uuid, text, text) is
  'Overrules the door for one ticket at a list (the entrance if left out). action: admit lets its holder in whatever the ticket is; reset undoes its scans there, so that it admits again. Needs scans.override and a reason, and is audited. Returns {ticket_instance_id, list_id, list, scan_id, is_changed, status, is_inside, entries}; what is so already changes nothing. Errors: not_found, not_allowed, missing_field, invalid_field.';
