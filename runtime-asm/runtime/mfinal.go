// Finalizers.
package runtime

func markFinalizers() {}
