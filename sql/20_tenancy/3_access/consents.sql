-- Read and written by functions only: whose word it is cannot be seen in a row.
revoke all on tenancy.consents, tenancy.token_holders from anon, authenticated, service_role;
create policy all_nobody on tenancy.consents using (false);
create policy all_nobody on tenancy.token_holders using (false);

-- NOTE: delete is not refused, because an erasure takes the words of the person away with them.
create trigger _100_append_only before update on tenancy.consents
  for each row execute function core.tg__append_only();
