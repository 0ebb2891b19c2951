-- The questions whose answers are columns of an export, in the order of the form: all that the
-- event asks, or asked and got answers to. Labels are in the language of the org where there are
-- some.
create or replace function sales.exported_questions(p_export sales.export)
  returns table (question_id uuid, place bigint, label text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select q.id, row_number() over (order by q.sort_order, q.id),
      case g.language
        when 'en' then coalesce(v.label_en, v.label_nl)
        else coalesce(v.label_nl, v.label_en)
      end
    from events.questions as q
    join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    join tenancy.orgs as g on g.id = q.org_id
    where p_export.kind = 'registrations'
      and q.org_id = p_export.org_id and q.event_id = p_export.event_id
      and (
        q.deleted_at is null
        or exists (
          select from sales.registration_answers as a
          where a.org_id = q.org_id and a.question_id = q.id
        )
      );
end
$$;
revoke all on function sales.exported_questions(sales.export) from public;
