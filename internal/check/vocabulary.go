package check

// Reaches returns how far a secret can get: how [Finding].Reach reports it, the nearest first.
func Reaches() []string { return []string{reachEligible, reachSent, reachStage, reachFinal} }
