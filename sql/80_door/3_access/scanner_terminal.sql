-- What the role of terminals needs of core: the function that PostgREST calls before each request.
-- Each function for scanning grants itself.
grant execute on function core.pre_request() to scanner_terminal;
