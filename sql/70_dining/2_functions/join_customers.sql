-- Adds to a locked guest what was known of another, who is gone already. Raises invalid_field when
-- the notes of both are too long for one.
create or replace function dining.join_customers(
  p_keep dining.customers,
  p_other dining.customers
)
  returns dining.customers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if length(p_keep.notes) + length(p_other.notes) + 2 > 5000 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'notes', 'reason', 'those of both are longer than 5000 characters together'));
  end if;
  update dining.customers as c
  set first_name = coalesce(c.first_name, p_other.first_name),
    last_name = coalesce(c.last_name, p_other.last_name),
    email = coalesce(c.email, p_other.email),
    phone_number = coalesce(c.phone_number, p_other.phone_number),
    language = coalesce(c.language, p_other.language),
    user_id = coalesce(c.user_id, p_other.user_id),
    whatsapp_opt_in = case when c.phone_number is null
      then p_other.whatsapp_opt_in else c.whatsapp_opt_in end,
    total_visits = c.total_visits + p_other.total_visits,
    no_show_count = c.no_show_count + p_other.no_show_count,
    cancel_count = c.cancel_count + p_other.cancel_count,
    spend_visits = c.spend_visits + p_other.spend_visits,
    total_spend = c.total_spend + p_other.total_spend,
    first_visit_at = least(c.first_visit_at, p_other.first_visit_at),
    last_visit_at = greatest(c.last_visit_at, p_other.last_visit_at),
    tags = (
      select coalesce(jsonb_agg(distinct t.tag), '[]')
      from jsonb_array_elements(c.tags || p_other.tags) as t (tag)
    ),
    -- Lists join, because they may be allergies; of other values the guest's own stays.
    preferences = p_other.preferences || c.preferences || (
      select coalesce(jsonb_object_agg(b.key, b.joined), '{}')
      from (
        select k.key, jsonb_agg(distinct v.value) as joined
        from jsonb_each(c.preferences) as k
        cross join lateral jsonb_array_elements(k.value || (p_other.preferences -> k.key)) as v
        where jsonb_typeof(k.value) = 'array'
          and jsonb_typeof(p_other.preferences -> k.key) = 'array'
        group by k.key
      ) as b
    ),
    notes = nullif(concat_ws(E'\n\n', c.notes, p_other.notes), ''),
    created_at = least(c.created_at, p_other.created_at)
  where c.org_id = p_keep.org_id and c.id = p_keep.id
  returning c.* into p_keep;
  return p_keep;
end
$$;
revoke all on function dining.join_customers(dining.customers, dining.customers) from public;
