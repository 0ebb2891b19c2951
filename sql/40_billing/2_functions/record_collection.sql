-- Keeps what the provider said of what it collects (its JSON of a subscription; null: it refuses to
-- collect). What ended there by itself gets a successor that starts with the next period; so it is
-- asked for again. An org whose money cannot be collected hears of it. Locks: subscription.
create or replace function billing.record_collection(
  p_subscription_id uuid,
  p_collection_id uuid,
  p_provider jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_before billing.subscriptions;
  v_row billing.subscriptions;
  v_status text := coalesce(p_provider ->> 'status', 'refused');
begin
  perform core.act_as('system');
  select s.* into v_before
  from billing.subscriptions as s
  where s.id = p_subscription_id and s.collection_id = p_collection_id
  for no key update;
  if not found then
    return;
  end if;
  update billing.subscriptions as s
  set mollie_subscription_id = coalesce(p_provider ->> 'id', s.mollie_subscription_id),
    mollie_status = v_status,
    sync_at = core.clock() + interval '1 day',
    collection_id = case when v_status in ('canceled', 'completed')
      then core.new_id() else s.collection_id end,
    collected_from = case when v_status in ('canceled', 'completed')
      then s.current_period_end else s.collected_from end
  where s.org_id = v_before.org_id and s.id = v_before.id
  returning s.* into v_row;
  if v_status in ('suspended', 'refused') and v_before.mollie_status is distinct from v_status then
    perform billing.mail_subscription(v_row, 'suspended');
  elsif v_row.collection_id <> v_before.collection_id then
    perform billing.ask_sync(v_row);
  end if;
end
$$;
revoke all on function billing.record_collection(uuid, uuid, jsonb) from public;
grant execute on function billing.record_collection(uuid, uuid, jsonb) to service_role;
