/*
 * udp-flood PORT DATAGRAMS BYTES RATE: sends datagrams to 127.0.0.1 with sendmmsg(2), RATE a second (0: as fast as it
 * can). A Node sender is slower than the receivers that are measured.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { batch = 64, longest = 2048 };

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec + at.tv_nsec / 1e9;
}

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(int count, char **values) {
  if (count != 5) return 2;
  long datagrams = atol(values[2]), rate = atol(values[4]);
  size_t bytes = (size_t)atol(values[3]);
  if (bytes > longest) return 2;

  int file = socket(AF_INET, SOCK_DGRAM, 0);
  if (file < 0) return fail("socket");
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(values[1]))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(file, (struct sockaddr *)&to, sizeof to)) return fail("connect");

  static char payload[longest];
  memset(payload, 'x', sizeof payload);
  struct iovec part = {payload, bytes};
  struct mmsghdr messages[batch];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < batch; i++) messages[i].msg_hdr = (struct msghdr){.msg_iov = &part, .msg_iovlen = 1};

  double started = now();
  for (long sent = 0; sent < datagrams;) {
    long allowed = datagrams;
    if (rate > 0) {
      allowed = (long)((now() - started) * (double)rate) + 1;
      if (allowed > datagrams) allowed = datagrams;
    }
    long wanted = allowed - sent < batch ? allowed - sent : batch;
    if (rate > 0 && wanted < batch && allowed < datagrams) {
      nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
      continue;
    }
    int done = sendmmsg(file, messages, (unsigned)wanted, 0);
    if (done < 0) return fail("sendmmsg");
    sent += done;
  }
  printf("{\"event\":\"sent\",\"datagrams\":%ld,\"seconds\":%.6f}\n", datagrams, now() - started);
  return 0;
}
