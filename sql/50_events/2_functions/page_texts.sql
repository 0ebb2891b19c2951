-- What the page of an event says, in a language as far as there is: a text that this language lacks
-- is the event's own, or else that of the other language; so are the questions as a whole.
create or replace function events.page_texts(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_texts jsonb;
begin
  select jsonb_build_object(
    'title', coalesce(max(c.title) filter (where c.language = p_language), p_event.title),
    'description', coalesce(
      max(c.description) filter (where c.language = p_language), p_event.description,
      max(c.description)),
    'location', coalesce(
      max(c.location) filter (where c.language = p_language), max(c.location))
  )
  into v_texts
  from events.event_contents as c
  where c.org_id = p_event.org_id and c.event_id = p_event.id;

  return v_texts || jsonb_build_object(
    'language', p_language,
    'faq', (
      with entries as (
        select f.id, f.language, f.question, f.answer, f.sort_order,
          bool_or(f.language = p_language) over () as is_there
        from events.faq_entries as f
        where f.org_id = p_event.org_id and f.event_id = p_event.id and f.deleted_at is null
      )
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'faq_entry_id', f.id, 'language', f.language, 'question', f.question, 'answer', f.answer
        ) order by f.sort_order, f.id), '[]')
      from entries as f
      where f.language = p_language or not f.is_there
    ),
    'images', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'image_id', i.id,
          'reference', i.reference,
          'alt', case p_language
            when 'nl' then coalesce(i.alt_nl, i.alt_en) else coalesce(i.alt_en, i.alt_nl) end
        ) order by i.sort_order, i.id), '[]')
      from events.event_images as i
      where i.org_id = p_event.org_id and i.event_id = p_event.id and i.deleted_at is null
    )
  );
end
$$;
revoke all on function events.page_texts(events.events, text) from public;
