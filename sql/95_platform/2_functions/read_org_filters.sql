-- What an administrator looks for among orgs: see public.platform_orgs. Raises invalid_field.
create or replace function platform.read_org_filters(p_query text, p_filters jsonb)
  returns platform.org_filters
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_filters platform.org_filters;
  v_name text;
  v_value text;
  v_choices text[];
begin
  v_filters.words := core.optional_text('query', p_query, 254);
  if jsonb_typeof(coalesce(p_filters, '{}')) <> 'object' then
    perform core.fail('invalid_field', '{"field": "filters", "reason": "it is not an object"}');
  end if;
  for v_name, v_value in select f.key, f.value from jsonb_each_text(p_filters) as f loop
    v_choices := case v_name
      when 'status' then array['active', 'suspended']
      when 'onboarding' then array[
        'complete', 'incomplete', 'email_verified', 'mollie_connected', 'kyc_completed',
        'first_event_created', 'first_ticket_sold']
      when 'plan' then enum_range(null::billing.plan)::text[]
      when 'subscription_status' then array['none', 'trialing', 'active', 'past_due']
      when 'created_from' then '{}'
      when 'created_to' then '{}'
    end;
    if v_choices is null then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'filters', 'reason', 'there is no filter ' || v_name));
    elsif jsonb_typeof(p_filters -> v_name) not in ('string', 'null') then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', v_name, 'reason', 'it is no text'));
    elsif v_choices = '{}' and not pg_input_is_valid(coalesce(v_value, 'now'), 'timestamptz') then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', v_name, 'reason', 'it is no moment'));
    elsif v_choices <> '{}' and v_value <> all (v_choices) then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', v_name, 'reason', 'it is none of ' || array_to_string(v_choices, ', ')));
    end if;
  end loop;
  v_filters.is_suspended := (p_filters ->> 'status') = 'suspended';
  v_filters.onboarding := p_filters ->> 'onboarding';
  v_filters.created_from := p_filters ->> 'created_from';
  v_filters.created_to := p_filters ->> 'created_to';
  v_filters.plan := p_filters ->> 'plan';
  v_filters.subscription_status := p_filters ->> 'subscription_status';
  return v_filters;
end
$$;
revoke all on function platform.read_org_filters(text, jsonb) from public;
