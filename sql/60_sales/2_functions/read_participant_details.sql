-- What is sensitive about some participants, for staff with participants.read_sensitive. Each
-- participant that is shown gets an entry in the audit log, with the reason but without the values.
-- Those that are not of the org are left out. Raises missing_field, invalid_field.
create or replace function sales.read_participant_details(
  p_org_id uuid,
  p_participant_ids uuid[],
  p_reason text
)
  returns table (
    participant_id uuid,
    birth_date date,
    emergency_name text,
    emergency_phone text,
    medical_note text
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
begin
  perform tenancy.authorise(p_org_id, 'participants.read_sensitive');
  v_reason := core.optional_text('reason', p_reason, 200);
  if p_participant_ids is null then
    perform core.fail('missing_field', '{"field": "participant_ids"}');
  elsif cardinality(p_participant_ids) > 500 then
    perform core.fail('invalid_field',
      '{"field": "participant_ids", "reason": "it names more than 500"}');
  end if;
  for participant_id, birth_date, emergency_name, emergency_phone, medical_note in
    select p.id, d.birth_date, d.emergency_name, d.emergency_phone, d.medical_note
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id and p.id = any (p_participant_ids) and p.deleted_at is null
    order by p.last_name, p.first_name, p.id
  loop
    perform core.audit(
      p_org_id, 'participant', participant_id::text, 'participant.details_read', null,
      case when v_reason is not null then jsonb_build_object('reason', v_reason) end);
    return next;
  end loop;
end
$$;
revoke all on function sales.read_participant_details(uuid, uuid[], text) from public;
grant execute on function sales.read_participant_details(uuid, uuid[], text) to authenticated;
