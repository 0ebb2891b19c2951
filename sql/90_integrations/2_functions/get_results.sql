-- The results of an event, those who finished first, by time: for everybody once they are
-- published, before that for staff with registrations.read. Whoever does not want to be seen stands
-- without name, gender, club and team, except for that staff. A page of them: so many, after so
-- many. Returns {event_id, published_at, total, results}. Raises missing_field, invalid_field,
-- not_found, results_not_published.
create or replace function integrations.get_results(
  p_event_id uuid,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_gender text,
  p_limit integer,
  p_offset integer
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_limit integer := coalesce(p_limit, 1000);
  v_offset integer := coalesce(p_offset, 0);
  v_event events.events;
  v_is_staff boolean;
  v_published_at timestamptz;
  v_results jsonb[];
begin
  perform core.require_id('event_id', p_event_id);
  perform core.require_range('limit', v_limit, 1, 5000);
  perform core.require_range('offset', v_offset, 0, 1000000);
  select e.* into v_event from events.events as e
  join tenancy.orgs as o on o.id = e.org_id and o.deleted_at is null
  where e.id = p_event_id and e.deleted_at is null;
  v_is_staff := coalesce(tenancy.may(v_event.org_id, 'registrations.read'), false);
  if v_event.id is null or (v_event.status = 'draft' and not v_is_staff) then
    perform core.fail('not_found', jsonb_build_object('what', 'event', 'id', p_event_id));
  end if;
  select l.published_at into v_published_at
  from integrations.result_lists as l
  where l.org_id = v_event.org_id and l.event_id = v_event.id;
  if v_published_at is null and not v_is_staff then
    perform core.fail('results_not_published', jsonb_build_object('event_id', p_event_id));
  end if;
  v_results := array(
    select case when r.is_hidden and not v_is_staff
      then r.public_result || '{"name": null, "gender": null, "club": null, "team": null}'
      else r.public_result end
    from integrations.ranked_results(v_event.org_id, v_event.id) as r
    where (p_ticket_type_id is null or r.ticket_type_id = p_ticket_type_id)
      and (p_wave_id is null or r.wave_id = p_wave_id)
      and (p_gender is null or (r.gender = p_gender and (v_is_staff or not r.is_hidden))));
  return jsonb_build_object(
    'event_id', v_event.id, 'published_at', v_published_at, 'total', cardinality(v_results),
    'results', to_jsonb(v_results[v_offset + 1:v_offset + v_limit]));
end
$$;
revoke all on function integrations.get_results(uuid, uuid, uuid, text, integer, integer)
  from public;
grant execute on function integrations.get_results(uuid, uuid, uuid, text, integer, integer)
  to anon, authenticated;
