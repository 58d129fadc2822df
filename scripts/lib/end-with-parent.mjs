// Preloaded into the server by the start command: when that is killed, the server stops gracefully instead of serving on unwatched.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
