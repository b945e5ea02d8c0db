#pragma once
#include <zmq.h>
#include <errno.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
