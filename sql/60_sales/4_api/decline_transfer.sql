-- The front door of sales.decline_transfer(), which says what it does and refuses.
create or replace function public.decline_transfer(token text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.decline_transfer(decline_transfer.token)
$$;
revoke all on function public.decline_transfer(text)
  from public, anon, authenticated, service_role;
grant execute on function public.decline_transfer(text) to anon, authenticated;
comment on function public.decline_transfer(text) is
  'Says no to a ticket that was offered, with the token of the mail; a repeat changes nothing. Returns {transfer_id, status}. Errors: missing_field, rate_limited, transfer_token_not_valid, transfer_not_open.';
