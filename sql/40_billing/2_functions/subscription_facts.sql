-- The plan of an org as its staff see it: see get_subscription().
create or replace function billing.subscription_facts(p_org_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_row billing.subscriptions := billing.current_subscription(p_org_id);
  v_next billing.plans := billing.plan_terms(coalesce(v_row.next_plan, v_row.plan));
begin
  return jsonb_build_object(
    'org_id', p_org_id,
    'subscription_id', v_row.id,
    'plan', v_row.plan,
    'status', v_row.status,
    'current_period_start', v_row.current_period_start,
    'current_period_end', v_row.current_period_end,
    'next_plan', v_row.next_plan,
    'cancel_at_period_end', coalesce(v_row.cancel_at_period_end, false),
    'changes_at', v_row.changes_at,
    'past_due_at', v_row.past_due_at,
    'branding_removed', coalesce(v_row.branding_removed, false),
    'next_amount', case when v_row.collection_id is not null then v_next.monthly_amount end,
    'next_charge_at', case when v_row.collection_id is not null then v_row.current_period_end end,
    'collection_status', v_row.mollie_status,
    'open_charges', (
      select coalesce(jsonb_agg(billing.charge_facts(c) order by c.created_at, c.id), '[]')
      from billing.charges as c
      where c.org_id = p_org_id and c.status in ('pending', 'failed')
    )
  );
end
$$;
revoke all on function billing.subscription_facts(uuid) from public;
