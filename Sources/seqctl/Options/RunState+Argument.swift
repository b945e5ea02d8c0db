public import ArgumentParser
public import Wire

extension RunState: ExpressibleByArgument {}
