package plan

import "sync"

// kept is what several ask for, each made once, by the first who asks. Those who are given it do not change it. A nil one keeps nothing.
type kept[V any] struct{ byKey sync.Map }

func (k *kept[V]) get(key string, first func() (V, error)) (V, error) {
	if k == nil {
		return first()
	}
	made, _ := k.byKey.LoadOrStore(key, sync.OnceValues(first))
	return made.(func() (V, error))()
}
