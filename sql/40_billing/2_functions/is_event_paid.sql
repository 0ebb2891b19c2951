-- Whether an org has paid the platform for an event that is paid per event.
create or replace function billing.is_event_paid(p_org_id uuid, p_event_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from billing.charges as c
    where c.org_id = p_org_id
      and c.event_id = p_event_id
      and c.kind = 'PAY_PER_EVENT'
      and c.status = 'paid'
  );
end
$$;
revoke all on function billing.is_event_paid(uuid, uuid) from public;
