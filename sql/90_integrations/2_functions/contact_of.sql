-- The person that something happened to, for systems that keep contacts: {email, name, language};
-- null when there is none, or no address of theirs.
create or replace function integrations.contact_of(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_contact jsonb;
begin
  case p_entity_type
    when 'order' then
      select jsonb_build_object(
        'email', o.email, 'name', o.purchaser_name, 'language', o.language)
      into v_contact
      from sales.orders as o where o.org_id = p_org_id and o.id = p_entity_id;
    when 'registration' then
      select jsonb_build_object(
        'email', lower(p.email), 'name', p.first_name || ' ' || p.last_name,
        'language', coalesce(p.language, o.language))
      into v_contact
      from sales.registrations as r
      join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
      join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
      where r.org_id = p_org_id and r.id = p_entity_id and p.deleted_at is null;
    when 'reservation', 'customer' then
      select jsonb_build_object(
        'email', c.email, 'name', nullif(concat_ws(' ', c.first_name, c.last_name), ''),
        'language', c.language)
      into v_contact
      from dining.customers as c
      where c.org_id = p_org_id
        and c.id = case p_entity_type when 'customer' then p_entity_id else (
          select r.customer_id from dining.reservations as r
          where r.org_id = p_org_id and r.id = p_entity_id
        ) end;
    else
      null;
  end case;
  return case when v_contact ->> 'email' is not null then v_contact end;
end
$$;
revoke all on function integrations.contact_of(uuid, text, uuid) from public;
