-- The ranges of start numbers of an event, for its copy: what sales registers with duplicate_event.
create or replace function sales.duplicate_bib_ranges(p_copy events.copy)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform events.copy_rows(p_copy, 'sales.bib_ranges', 'event_id');
end
$$;
revoke all on function sales.duplicate_bib_ranges(events.copy) from public;
