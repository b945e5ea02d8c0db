enum HandwritingPredictionModule {}
