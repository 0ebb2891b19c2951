-- What is delivered for a job: {type, timestamp, data}. Null when there is nothing to tell: what
-- happened is not kept any more, or is of nobody who agreed to marketing.
create or replace function integrations.body_of(
  p_integration integrations.integrations,
  p_job integrations.jobs
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payload integrations.payload;
  v_contact jsonb;
  v_data jsonb;
begin
  select k.payload into v_payload from integrations.kinds as k where k.kind = p_integration.kind;
  if p_job.change_id is null then
    v_data := jsonb_build_object('integration_id', p_integration.id, 'name', p_integration.name);
  elsif v_payload = 'start_list' then
    v_data := jsonb_build_object('event_id', p_job.entity_id, 'change_id', p_job.change_id);
  elsif v_payload = 'contact' then
    v_contact := integrations.contact_of(
      p_integration.org_id, p_job.entity_type, p_job.entity_id::uuid);
    v_contact := v_contact || jsonb_build_object(
      'tags', coalesce(p_integration.config -> 'tags', '[]'),
      'consent', integrations.consent_of(p_integration.org_id, v_contact ->> 'email'));
    if jsonb_typeof(v_contact -> 'consent') = 'object' then
      select jsonb_object_agg(
        coalesce(p_integration.config #>> array['field_mapping', c.key], c.key), c.value)
      into v_contact
      from jsonb_each(v_contact) as c;
      v_data := jsonb_strip_nulls(jsonb_build_object(
        'list_id', p_integration.config -> 'list_id', 'contact', v_contact));
    end if;
  else
    select c.data || jsonb_build_object('org_id', p_integration.org_id, 'event_id', c.event_id)
    into v_data
    from integrations.changes_between(
      p_integration.org_id, p_job.change_id - 1, p_job.change_id, 2147483647) as c
    where c.event_type = p_job.event_type and c.entity_id = p_job.entity_id;
  end if;
  return case when v_data is not null then jsonb_build_object(
    'type', case when v_payload = 'contact' and p_job.change_id is not null
      then 'contact.upserted' else p_job.event_type end,
    'timestamp', to_char(p_job.occurred_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'data', v_data) end;
end
$$;
revoke all on function integrations.body_of(integrations.integrations, integrations.jobs)
  from public;
