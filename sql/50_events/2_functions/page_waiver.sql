-- The statement that participants of an event accept now; null when there is none.
create or replace function events.page_waiver(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'version', w.version,
      'text', case p_language
        when 'nl' then coalesce(w.text_nl, w.text_en) else coalesce(w.text_en, w.text_nl) end,
      'guardian_below_age', w.guardian_below_age
    )
    from events.current_waiver(p_event.org_id, p_event.id) as w
    where w.version is not null
  );
end
$$;
revoke all on function events.page_waiver(events.events, text) from public;
