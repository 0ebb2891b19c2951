-- The front door of sales.withdraw_transfer(), which says what it does and refuses.
create or replace function public.withdraw_transfer(
  transfer_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.withdraw_transfer(withdraw_transfer.transfer_id, withdraw_transfer.public_token)
$$;
revoke all on function public.withdraw_transfer(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.withdraw_transfer(uuid, text) to anon, authenticated;
comment on function public.withdraw_transfer(uuid, text) is
  'Takes the offer of a ticket back. For whoever may offer it; a repeat changes nothing. Returns what create_transfer returns. Errors: sign_in_required, missing_field, not_found, transfer_not_open.';
