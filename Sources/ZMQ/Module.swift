enum ZMQModule {}
