enum HandwritingSynthesisModule {}
