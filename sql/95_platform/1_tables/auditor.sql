-- The database role of auditors: it reads the views audit_* of public, of all orgs, and what they
-- are made of; it executes nothing but what stands before every request. A token with the claim
-- `"role": "auditor"` brings it through the API (`entree token --role auditor`); who is to log in
-- at the database is made a member of it. A server has it once.
do $$
begin
  create role auditor nologin;
exception when duplicate_object then
  null;
end
$$;
grant auditor to authenticator, postgres;
alter role auditor set statement_timeout to '30s';
alter role auditor set default_transaction_read_only to on;
grant usage on schema core, audit_parts, tenancy, ledger, payments, sales, public to auditor;
