-- Whether a ticket cannot be sold without saying who takes part with it. A question that depends on
-- another answer is left aside: it may not be asked at all.
create or replace function sales.needs_entry(
  p_rule sales.entry_rule,
  p_questions events.asked_question[]
)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_rule.required_fields <> '{}'
    or p_rule.min_age is not null
    or p_rule.max_age is not null
    or p_rule.requires_licence
    or p_rule.is_team
    or p_rule.wave_ids is not null
    or p_rule.waiver_version is not null
    or (cardinality(p_questions) > 0 and exists (
      select
      from unnest(p_questions) as q
      where q.is_required
        and q.condition is null
        and (q.ticket_type_id is null or q.ticket_type_id = p_rule.ticket_type_id)
    ));
end
$$;
revoke all on function sales.needs_entry(sales.entry_rule, events.asked_question[]) from public;
