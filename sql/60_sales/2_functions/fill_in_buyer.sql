-- Completes the order of a change with its buyer: the buyer of the ticket's order; or, when
-- somebody else has the ticket by now (a participant with a login of their own), that one.
create or replace function sales.fill_in_buyer(
  p_order sales.orders,
  p_sold sales.orders,
  p_registration sales.registrations
)
  returns sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_person sales.participants;
begin
  select p.* into v_person
  from sales.participants as p
  where p.org_id = p_registration.org_id and p.id = p_registration.participant_id
    and p.deleted_at is null
    and (
      (p.user_id is not null and p.user_id is distinct from p_sold.user_id)
      or not sales.is_of_buyer(p_registration)
    );
  p_order.user_id := case
    when not found then p_sold.user_id
    when core.actor_type() = 'guest' then coalesce(v_person.user_id, auth.uid())
    else v_person.user_id
  end;
  p_order.email := coalesce(
    v_person.email,
    (select lower(u.email) from auth.users as u where u.id = v_person.user_id),
    p_sold.email);
  p_order.purchaser_name := coalesce(
    v_person.first_name || ' ' || v_person.last_name, p_sold.purchaser_name);
  p_order.language := coalesce(v_person.language, p_sold.language);
  return p_order;
end
$$;
revoke all on function sales.fill_in_buyer(
  sales.orders, sales.orders, sales.registrations
) from public;
