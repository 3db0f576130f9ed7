"""The pages of batches of requests (access/batches), and the run that decides a large one."""
