-- PostgREST calls this function before every request.
alter role authenticator set pgrst.db_pre_request = 'core.pre_request';
notify pgrst, 'reload config';
