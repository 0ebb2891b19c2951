-- Which of the ranges that would do for a registration is looked into first: that of its wave and
-- ticket type (1), of its wave (2), of its ticket type (3), of the event (4).
create or replace function sales.bib_precedence(p_range sales.bib_ranges)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_range.wave_id is not null and p_range.ticket_type_id is not null then 1
    when p_range.wave_id is not null then 2
    when p_range.ticket_type_id is not null then 3
    else 4
  end;
end
$$;
revoke all on function sales.bib_precedence(sales.bib_ranges) from public;
