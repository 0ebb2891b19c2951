-- Which payments of the provider, by its ids, we know nothing of: those whose webhooks were lost.
create or replace function billing.unknown_payments(p_ids jsonb)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(i.id), '[]')
  from jsonb_array_elements_text(p_ids) as i (id)
  where payments.find_imported(i.id) is null
$$;
revoke all on function billing.unknown_payments(jsonb) from public;
grant execute on function billing.unknown_payments(jsonb) to service_role;
