-- What somebody looks for among an org's orders. Words can be the beginning of an e-mail address or
-- order number, a start number, or part of a name; of a text that can be none of these nothing is
-- found. The characters % and _ stand for themselves. Raises invalid_field.
create or replace function sales.read_order_search(
  p_org_id uuid,
  p_query text,
  p_status text[],
  p_from timestamptz,
  p_to timestamptz,
  p_event_id uuid
)
  returns sales.order_search
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_words text := nullif(btrim(p_query, E' \t\r\n'), '');
  v_search sales.order_search;
begin
  perform core.fail('invalid_field', jsonb_build_object(
    'field', 'status', 'reason', format('there is no status %s', s.status)))
  from unnest(p_status) as s (status)
  where (s.status = any (enum_range(null::sales.order_status)::text[])) is not true;
  v_search.org_id := p_org_id;
  v_search.statuses := nullif(p_status, '{}')::sales.order_status[];
  v_search.placed_from := coalesce(p_from, '-infinity');
  v_search.placed_to := coalesce(p_to, 'infinity');
  v_search.event_id := p_event_id;
  v_search.has_words := v_words is not null;
  if v_words is null or length(v_words) > 254 then
    return v_search;
  end if;
  if v_words !~ '\s' then
    v_search.email := lower(v_words);
  end if;
  if v_words ~* '^[0-9A-HJKMNP-TV-Z]{1,10}$' then
    v_search.order_number := upper(v_words);
  end if;
  if v_words ~ '^[0-9]{1,6}$' then
    v_search.bib := v_words::integer;
  elsif strpos(v_words, '@') = 0 then
    v_search.name := regexp_replace(v_words, '([\\%_])', '\\\1', 'g') || '%';
    -- An index finds parts of three letters, or where a word begins; less, where one begins.
    if v_words ~ '[[:alnum:]]{3}|[^[:alnum:]][[:alnum:]]' then
      v_search.name := '%' || v_search.name;
    elsif v_words ~ '^[[:alnum:]]' then
      v_search.name_inside := '% ' || v_search.name;
    else
      v_search.name := null;
    end if;
  end if;
  return v_search;
end
$$;
revoke all on function sales.read_order_search(
  uuid, text, text[], timestamptz, timestamptz, uuid) from public;
