-- The front door of tenancy.accept_invitation(), which says what it does and refuses.
create or replace function public.accept_invitation(token text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.accept_invitation(accept_invitation.token)
$$;
revoke all on function public.accept_invitation(text)
  from public, anon, authenticated, service_role;
grant execute on function public.accept_invitation(text) to anon, authenticated;
comment on function public.accept_invitation(text) is
  'Joins the organisation whose invitation carried this token; you must be signed in with the '
  'invited address. Returns {org_id, name, slug, role}.';
