package parallel

import "sync"

// Memo computes the value of each key once, for several goroutines. Its values are shared: do not change them. A nil Memo stores nothing.
type Memo[V any] struct{ values sync.Map }

// Get returns the value of a key, and computes it where no call has done so before.
func (m *Memo[V]) Get(key string, compute func() (V, error)) (V, error) {
	if m == nil {
		return compute()
	}
	value, _ := m.values.LoadOrStore(key, sync.OnceValues(compute))
	return value.(func() (V, error))()
}
